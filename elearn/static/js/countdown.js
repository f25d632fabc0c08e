/* Time left of a mock exam. At its end the page leads to the result; without this script the next button does. */
(function () {
  'use strict';
  var clock = document.getElementById('countdown');
  if (!clock) { return; }
  var end = performance.now() + 1000 * parseInt(clock.dataset.seconds, 10);
  function two(number) { return (number < 10 ? '0' : '') + number; }
  function tick() {
    var left = Math.max(0, Math.round((end - performance.now()) / 1000));
    clock.textContent = two(Math.floor(left / 60)) + ':' + two(left % 60);
    clock.classList.toggle('is-short', left <= 300);
    if (left > 0) { return; }
    clearInterval(timer);
    var form = document.getElementById('mock');
    if (form) { form.submit(); }
  }
  var timer = setInterval(tick, 1000);
}());
