/* Saves each answer as it is given, queues it on the phone while there is no network, and counts down by the server's clock.
   Without this script the same form saves at every button. */
(function () {
  'use strict';
  var form = document.getElementById('paper');
  if (!form || !window.fetch || !window.FormData) { return; }
  var state = document.getElementById('savestate');
  var words = form.dataset;
  var number = form.elements.number.value;
  var key = 'elearn-answer-' + words.attempt + '-' + number;
  var step = parseInt(words.step, 10);
  var sending = false;
  var wanted = null;   /* what the person chose last and the server has not acknowledged */
  var leaving = null;  /* the button that was pressed while an answer was on its way */

  function show(kind, text) {
    state.className = 'savestate savestate--' + kind;
    state.textContent = text;
  }
  function keep(value) {
    try {
      if (value === null) { localStorage.removeItem(key); } else { localStorage.setItem(key, JSON.stringify({ step: step + 1, values: value })); }
    } catch (e) { /* private mode: the answer still waits in the page itself */ }
  }
  function chosen() {
    return Array.prototype.filter.call(form.querySelectorAll('[name=answer]'), function (input) {
      return input.type === 'text' || input.checked;
    }).map(function (input) { return input.value; });
  }
  function send() {
    if (sending || wanted === null) { return; }
    var values = wanted;
    var body = new FormData();
    body.append('csrf_token', form.elements.csrf_token.value);
    body.append('number', number);
    body.append('step', String(step + 1));
    values.forEach(function (value) { body.append('answer', value); });
    sending = true;
    show('waiting', words.savingWords);
    fetch(form.action, { method: 'POST', body: body, headers: { Accept: 'application/json' }, credentials: 'same-origin', redirect: 'manual' })
      .then(function (response) {
        if (response.status === 409) { return refused(response); }
        if (response.type === 'opaqueredirect' || response.status === 403) { sending = false; show('failed', words.signedOutWords); return null; }
        if (!response.ok) { throw new Error(String(response.status)); }
        return response.json().then(function (data) { stored(values, data); });
      })
      .catch(function () {
        sending = false;
        show('failed', words.waitingWords);
        setTimeout(send, 3000);
      });
  }
  /* Only here the next answer may follow: its step is counted from this one. */
  function stored(values, data) {
    sending = false;
    step = data.step;
    form.elements.step.value = String(step + 1);
    if (wanted && wanted.join() === values.join()) { wanted = null; keep(null); }
    var square = form.querySelector('.navigator__item--current');
    if (square && values.length) { square.classList.add('navigator__item--answered'); }
    show('saved', '✓ ' + words.savedWords.replace('{n}', data.saved));
    var bar = form.querySelector('.examhead .bar__fill');
    if (bar) { bar.setAttribute('width', (100 * data.saved / form.querySelectorAll('.navigator__item').length) + '%'); }
    send();
    if (leaving && wanted === null) { leave(); }
  }
  function leave() {
    var go = document.createElement('input');
    go.type = 'hidden';
    go.name = 'go';
    go.value = leaving.value;
    form.appendChild(go);
    form.submit();
  }
  function refused(response) {
    return response.json().then(function (data) {
      /* The answer of a lost acknowledgement is the same one; anything else is shown by the page itself. */
      wanted = null;
      keep(null);
      show('failed', words.refusedWords);
      location.replace(location.pathname + (data.closed ? '/result' : '?n=' + number));
    });
  }
  function choose() {
    wanted = chosen();
    keep(wanted);
    send();
  }
  form.addEventListener('change', function (event) { if (event.target.name === 'answer') { choose(); } });
  window.addEventListener('online', send);
  /* A button pressed while an answer is on its way waits for it; otherwise the two would meet as strangers at the server. */
  var pressed = null;
  form.addEventListener('click', function (event) {
    var button = event.target.closest('button[name=go]');
    if (button) { pressed = button; }
  });
  form.addEventListener('submit', function (event) {
    if (wanted === null || !pressed) { return; }
    event.preventDefault();
    leaving = pressed;
    send();
  });

  /* An answer that was given just before the page died. */
  try {
    var left = JSON.parse(localStorage.getItem(key));
    if (left && left.step === step + 1) {
      Array.prototype.forEach.call(form.querySelectorAll('[name=answer]'), function (input) {
        if (input.type === 'text') { return; }
        input.checked = left.values.indexOf(input.value) >= 0;
      });
      choose();
    } else if (left) { localStorage.removeItem(key); }
  } catch (e) { /* no storage, nothing kept */ }

  var clock = document.getElementById('clock');
  var end = Date.now() + 1000 * parseInt(clock.dataset.seconds, 10);
  var said = {};
  function tick() {
    var left = Math.max(0, Math.round((end - Date.now()) / 1000));
    var minutes = Math.floor(left / 60);
    clock.textContent = (minutes < 10 ? '0' : '') + minutes + ':' + (left % 60 < 10 ? '0' : '') + left % 60;
    [10, 5, 1].forEach(function (mark) {
      if (left <= mark * 60 && left > mark * 60 - 5 && !said[mark]) {
        said[mark] = true;
        document.getElementById('announce').textContent = words.minutesWords.replace('{n}', mark);
      }
    });
    if (left === 0) { clearInterval(timer); setTimeout(function () { location.reload(); }, 31000); }
  }
  var timer = setInterval(tick, 1000);
  tick();
}());
