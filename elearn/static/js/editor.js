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
  /* A closed tab would lose what was typed. */
  window.addEventListener('beforeunload', function (event) {
    if (changed) { event.preventDefault(); event.returnValue = ''; }
  });
}());
