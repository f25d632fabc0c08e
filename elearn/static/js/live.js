/* A part of a page renews itself with small conditional requests: while nothing changed the answer is an empty 304.
   Without this script reloading the page does the same. */
(function () {
  'use strict';

  var part = document.getElementById('live');
  if (!part) { return; }
  var asking = false;
  var known = '';

  function lost() {
    var line = document.getElementById('live-time');
    line.textContent = part.dataset.lost;
    line.className = 'tag tag--late';
    line.setAttribute('role', 'alert');
    known = '';
  }

  function put(html) {
    /* Whoever is on a link with the keyboard keeps the place. */
    var active = document.activeElement;
    var address = active && part.contains(active) ? active.getAttribute('href') : null;
    part.innerHTML = html;
    if (!address) { return; }
    Array.prototype.some.call(part.querySelectorAll('a'), function (link) {
      if (link.getAttribute('href') !== address) { return false; }
      link.focus({ preventScroll: true });
      return true;
    });
  }

  function renew() {
    if (document.hidden || asking) { return; }
    asking = true;
    var headers = known ? { 'If-None-Match': known } : {};
    fetch(part.dataset.address, { credentials: 'same-origin', cache: 'no-store', headers: headers }).then(function (response) {
      if (response.status === 304) { return null; }
      /* After a sign-out we are sent to another page: that one does not belong here. */
      if (!response.ok || response.redirected) { throw new Error('refused'); }
      known = response.headers.get('ETag') || '';
      return response.text();
    }).then(function (html) { if (html !== null) { put(html); } }).catch(lost).then(function () { asking = false; });
  }

  setInterval(renew, Number(part.dataset.every) * 1000);
  document.addEventListener('visibilitychange', renew);
}());
