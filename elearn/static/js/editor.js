/* Shows the learner's view while a question is being typed. Without this script the button “Look at it” does the same. */
(function () {
  'use strict';
  var form = document.getElementById('editor');
  var view = document.getElementById('learner-view');
  if (!form || !view || !window.fetch || !window.FormData) { return; }
  var timer = null;
  var asked = 0;
  var changed = false;

  function look() {
    var mine = asked += 1;
    fetch(form.dataset.look, { method: 'POST', body: new FormData(form), credentials: 'same-origin', redirect: 'error' })
      .then(function (response) {
        if (!response.ok) { throw new Error(String(response.status)); }
        return response.text();
      })
      .then(function (html) { if (mine === asked) { view.innerHTML = html; } })
      .catch(function () { /* No network: the last view stays; saving says what is wrong. */ });
  }
  form.addEventListener('input', function () {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(look, 350);
  });
  form.addEventListener('submit', function () { changed = false; });
  /* Ctrl+S saves, Ctrl+Enter looks at it at once, Alt+1 … ticks an option; the page names these keys. */
  document.addEventListener('keydown', function (event) {
    var held = event.ctrlKey || event.metaKey;
    if (held && (event.key === 's' || event.key === 'S')) {
      event.preventDefault();
      form.querySelector('.actions button[type="submit"]').click();
    } else if (held && event.key === 'Enter') {
      event.preventDefault();
      clearTimeout(timer);
      look();
    } else if (event.altKey && /^[1-9]$/.test(event.key)) {
      var ticks = form.querySelectorAll('.optionrow__tick input, #truth input');
      var tick = ticks[Number(event.key) - 1];
      if (tick) { event.preventDefault(); tick.click(); tick.focus(); }
    }
  });
  /* A closed tab would lose what was typed. */
  window.addEventListener('beforeunload', function (event) {
    if (changed) { event.preventDefault(); event.returnValue = ''; }
  });
}());
