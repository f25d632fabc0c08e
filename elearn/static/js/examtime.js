/* The clock of an exam: time left by the server's word, announced politely; signs of life and how often the page was left;
   what the invigilator says. */
(function () {
  'use strict';
  window.ExamTime = function (facts, words, token, on) {
    var clock = document.getElementById('clock');
    var announce = document.getElementById('announce');
    var board = document.getElementById('news');
    var end = performance.now() + 1000 * parseInt(clock.dataset.seconds, 10);
    var said = {};
    var newest = 0;
    var away = 0;
    var awayFor = 0;
    var leftAt = 0;

    function left() { return Math.max(0, Math.round((end - performance.now()) / 1000)); }
    function two(number) { return (number < 10 ? '0' : '') + number; }
    function tick() {
      var seconds = left();
      clock.textContent = two(Math.floor(seconds / 60)) + ':' + two(seconds % 60);
      clock.classList.toggle('is-short', seconds <= 300);
      [10, 5, 1].forEach(function (mark) {
        if (seconds <= mark * 60 && seconds > mark * 60 - 10 && !said[mark]) {
          said[mark] = true;
          announce.textContent = words.minutes.replace('{n}', mark);
        }
      });
      if (seconds === 0 && !said.end) {
        said.end = true;
        announce.textContent = words.over;
        /* The server's grace for what is still on its way, and a moment for the hand-in. */
        setTimeout(function () { speak(); setTimeout(on.over, 2000); }, 31000);
      }
    }
    setInterval(tick, 1000);

    /* Every answer and sign of life brings the time left: a phone that slept, or an extension, is set right. */
    function told(data) {
      if (typeof data.left !== 'number') { return; }
      var known = left();
      if (data.left > known + 30) {
        announce.textContent = words.extended;
        said = {};
      }
      if (Math.abs(data.left - known) > 1) { end = performance.now() + 1000 * data.left; tick(); }
      if (data.news > newest) { newest = data.news; readNews(); }
    }
    function readNews() {
      fetch(facts.news, { credentials: 'same-origin' }).then(function (response) { return response.json(); }).then(function (data) {
        board.textContent = '';
        data.news.forEach(function (each) {
          var line = document.createElement('p');
          line.className = 'notice notice--warning';
          line.textContent = each.text;
          board.appendChild(line);
        });
        board.hidden = !data.news.length;
        if (data.news.length) { announce.textContent = data.news[data.news.length - 1].text; }
      }).catch(function () { newest = 0; });
    }
    function speak() {
      fetch(facts.presence, {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
        body: JSON.stringify({ away: away, for: Math.round(awayFor / 1000) })
      }).then(function (response) { return response.ok ? response.json() : {}; }).then(told).catch(function () { /* next time */ });
    }
    setInterval(speak, 60000);
    setTimeout(speak, 3000 + 5000 * Math.random());

    document.addEventListener('visibilitychange', function () {
      if (document.hidden) {
        leftAt = Date.now();
        return;
      }
      if (leftAt) {
        away += 1;
        awayFor += Date.now() - leftAt;
        leftAt = 0;
        var line = document.createElement('p');
        line.className = 'muted';
        line.textContent = words.leftPage.replace('{n}', away);
        board.hidden = false;
        board.appendChild(line);
      }
      speak();
    });
    tick();
    return { told: told };
  };
}());
