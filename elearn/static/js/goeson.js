/* Long work in steps: each answer shows how far it is, and the next step is asked for by itself. Without this script
   the button does it, and the server goes on in the background. */
(function () {
  'use strict';
  var form = document.querySelector('form[data-goes-on]');
  if (!form) { return; }
  window.setTimeout(function () { form.submit(); }, 300);
}());
