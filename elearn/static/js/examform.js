/* Says beside each drawing rule what it finds while the trainer types. Without this script the button “Check” does the same. */
(function () {
  'use strict';
  var form = document.getElementById('examform');
  if (!form || !window.fetch || !window.FormData) { return; }
  var timer = null;
  var asked = 0;
  var changed = false;

  function place(html) {
    var holder = document.createElement('template');
    holder.innerHTML = html;
    Array.prototype.forEach.call(holder.content.querySelectorAll('[data-for]'), function (part) {
      var target = document.getElementById(part.getAttribute('data-for'));
      /* Only what reads differently, so that a screen reader is not told the same again. */
      if (target && target.textContent.trim() !== part.textContent.trim()) { target.innerHTML = part.innerHTML; }
    });
  }
  function look() {
    var mine = asked += 1;
    fetch(form.dataset.look, { method: 'POST', body: new FormData(form), credentials: 'same-origin', redirect: 'error' })
      .then(function (response) {
        if (!response.ok) { throw new Error(String(response.status)); }
        return response.text();
      })
      .then(function (html) { if (mine === asked) { place(html); } })
      .catch(function () { /* No network: what was said last stays; “Check” and saving say what is wrong. */ });
  }
  form.addEventListener('input', function (event) {
    changed = true;
    if (/^rules-|^unit$/.test(event.target.name || '')) {
      clearTimeout(timer);
      timer = setTimeout(look, 400);
    }
  });
  form.addEventListener('submit', function () { changed = false; });
  /* A closed tab would lose what was typed. */
  window.addEventListener('beforeunload', function (event) {
    if (changed) { event.preventDefault(); event.returnValue = ''; }
  });
}());
