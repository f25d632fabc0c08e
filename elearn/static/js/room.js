/* The projector's page fetches the next code when the present one ends, and the numbers every few seconds.
   Without this script the page loads itself anew by a meta element. */
(function () {
  'use strict';

  var room = document.getElementById('room');
  var picture = document.getElementById('room-picture');
  var closed = document.getElementById('room-closed');
  var bar = document.getElementById('room-bar');
  var state = document.getElementById('room-state');
  var STEP = 30;
  var EVERY = 3000;
  var until = Date.now() + Number(room.dataset.seconds) * 1000;
  var asking = false;

  function show(next) {
    until = Date.now() + next.seconds * 1000;
    /* Only a new picture is put in, so that a phone that just aims at it is not disturbed. */
    if (picture.dataset.last !== next.picture) {
      picture.innerHTML = next.picture;
      picture.dataset.last = next.picture;
      closed.hidden = next.picture !== '';
    }
    document.getElementById('room-numbers').innerHTML = next.numbers;
    state.textContent = '';
  }

  function renew() {
    if (asking) { return; }
    asking = true;
    fetch(room.dataset.address, { credentials: 'same-origin', cache: 'no-store' }).then(function (response) {
      if (!response.ok || response.redirected) { throw new Error('refused'); }
      return response.json();
    }).then(show).catch(function () {
      state.textContent = room.dataset.lost;
    }).then(function () { asking = false; });
  }

  function tick() {
    var left = Math.max(0, (until - Date.now()) / 1000);
    bar.style.width = Math.min(100, 100 * left / STEP) + '%';
    if (left === 0) { renew(); }
  }

  /* The screen must not fall asleep in the middle of the check-in, where the browser can prevent it. */
  function stayAwake() {
    if (navigator.wakeLock && !document.hidden) { navigator.wakeLock.request('screen').catch(function () {}); }
  }

  setInterval(tick, 500);
  setInterval(renew, EVERY);
  document.addEventListener('visibilitychange', stayAwake);
  stayAwake();
  tick();
}());
