/* Copies a text field. Without this script, or where the browser refuses, the field is there to select by hand. */
(function () {
  'use strict';
  var button = document.querySelector('[data-copy]');
  if (!button) { return; }
  var field = document.getElementById(button.getAttribute('data-copy'));
  var hint = document.querySelector('[data-copy-hint]');
  var status = document.querySelector('[data-copy-status]');

  function select() {
    field.focus();
    field.setSelectionRange(0, field.value.length);
  }

  function say(done) {
    status.textContent = button.getAttribute(done ? 'data-done' : 'data-failed');
    if (!done) { select(); }
  }

  /* The old way works in WeChat's browser and on addresses without https, where there is no navigator.clipboard. */
  function old() {
    var done = false;
    select();
    try { done = document.execCommand('copy'); } catch (error) { done = false; }
    if (done) { button.focus(); }
    say(done);
  }

  button.addEventListener('click', function () {
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(field.value).then(function () { say(true); }, old);
    } else {
      old();
    }
  });
  button.hidden = false;
  hint.hidden = true;
}());
