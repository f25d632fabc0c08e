/* The marking desk: digits tick points, Enter saves, the next answer is loaded ahead. Without it the forms do. */
(function () {
  'use strict';

  var desk = document.getElementById('marking');
  var state = document.getElementById('marking-state');
  if (!desk) { return; }
  var ahead = null;
  var busy = false;

  function form() { return desk.querySelector('form'); }
  function boxes() { return Array.prototype.slice.call(desk.querySelectorAll('[name=point]')); }

  function say(text) { state.textContent = text; }

  /* What the ticked points are worth, in halves, as the server counts it. */
  function sum() {
    var full = Number(form().dataset.full);
    var total = Number(form().dataset.total);
    var got = boxes().reduce(function (so, box) { return so + (box.checked ? Number(box.dataset.marks) : 0); }, 0);
    var worth = got >= total ? full : Math.min(full, Math.round(full * got / total * 2) / 2);
    form().elements.marks.value = String(worth);
  }

  function loadAhead() {
    var sign = desk.dataset.next.indexOf('?') < 0 ? '?' : '&';
    var address = desk.dataset.next + sign + 'after=' + form().dataset.handle;
    ahead = fetch(address, { credentials: 'same-origin', cache: 'no-store' }).then(function (response) {
      return response.status === 200 && !response.redirected ? response.text() : '';
    }).catch(function () { return ''; });
  }

  function put(html) {
    if (!html) { location.reload(); return; }
    desk.innerHTML = html;
    desk.querySelector('h2').focus();
    window.scrollTo(0, 0);
    loadAhead();
  }

  function save(event) {
    event.preventDefault();
    if (busy) { return; }
    busy = true;
    var sent = form();
    fetch(sent.action, {
      method: 'POST', credentials: 'same-origin', headers: { 'X-Requested-With': 'fetch' }, body: new FormData(sent)
    }).then(function (response) {
      /* Whatever is not simply stored is shown by the server's own page. */
      if (response.status !== 204) { sent.submit(); return null; }
      say(desk.dataset.saved);
      return ahead.then(put);
    }).catch(function () { say(desk.dataset.lost); }).then(function () { busy = false; });
  }

  desk.addEventListener('submit', save);
  desk.addEventListener('change', function (event) { if (event.target.name === 'point') { sum(); } });
  document.addEventListener('keydown', function (event) {
    var tag = event.target.tagName;
    var typing = tag === 'TEXTAREA' || (tag === 'INPUT' && event.target.type !== 'checkbox');
    if (event.ctrlKey || event.altKey || event.metaKey || typing || event.isComposing) { return; }
    var box = /^[1-9]$/.test(event.key) ? boxes()[Number(event.key) - 1] : null;
    if (box) { box.checked = !box.checked; sum(); event.preventDefault(); }
    if (event.key === 'Enter' && tag !== 'A' && tag !== 'BUTTON' && tag !== 'SUMMARY') {
      event.preventDefault();
      desk.querySelector('button[type=submit]').click();
    }
  });
  loadAhead();
}());
