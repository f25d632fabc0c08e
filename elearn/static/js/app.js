/* Comfort only; every page works without it. A form that is on its way cannot be sent twice by an impatient thumb. */
(function () {
  'use strict';

  function release() {
    document.querySelectorAll('[data-sending]').forEach(function (button) {
      button.disabled = false;
      button.removeAttribute('data-sending');
    });
  }

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.hasAttribute('data-many')) { return; }
    /* After the browser has collected the fields: a disabled button would not be sent along with its value. */
    setTimeout(function () {
      Array.prototype.forEach.call(form.elements, function (button) {
        if (button.type === 'submit' && !button.disabled) {
          button.disabled = true;
          button.setAttribute('data-sending', '');
        }
      });
      /* A download leaves the page standing; the form must come back to life by itself. */
      setTimeout(release, 8000);
    }, 0);
  });

  /* Coming back with the back button shows the page as it was left. */
  window.addEventListener('pageshow', release);
}());
