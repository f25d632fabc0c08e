/* The invigilator's board renews itself every ten seconds. Without this script the button “Refresh” does. */
(function () {
  'use strict';

  var board = document.getElementById('board');
  var EVERY = 10000;
  var asking = false;

  function lost() {
    var line = document.getElementById('board-time');
    line.textContent = board.dataset.lost;
    line.className = 'tag tag--late';
    line.setAttribute('role', 'alert');
  }

  function put(html) {
    /* Whoever is on a link of the old table with the keyboard keeps the place. */
    var active = document.activeElement;
    var address = active && board.contains(active) ? active.getAttribute('href') : null;
    board.innerHTML = html;
    if (!address) { return; }
    Array.prototype.some.call(board.querySelectorAll('a'), function (link) {
      if (link.getAttribute('href') !== address) { return false; }
      link.focus({ preventScroll: true });
      return true;
    });
  }

  function renew() {
    if (document.hidden || asking) { return; }
    asking = true;
    fetch(board.dataset.address, { credentials: 'same-origin', cache: 'no-store' }).then(function (response) {
      /* After a sign-out we are sent to another page: that one does not belong here. */
      if (!response.ok || response.redirected) { throw new Error('refused'); }
      return response.text();
    }).then(put).catch(lost).then(function () { asking = false; });
  }

  setInterval(renew, EVERY);
  document.addEventListener('visibilitychange', renew);
}());
