/* Ticks all questions of a page, and opens the form that changes them. Without this script each is ticked by itself. */
(function () {
  'use strict';
  var all = document.getElementById('tick-all');
  var many = document.getElementById('many');
  if (!all || !many) { return; }
  var box = all.querySelector('input');
  var ticks = Array.prototype.slice.call(document.querySelectorAll('input[name="id"][form="bulk"]'));
  function follow() { box.checked = ticks.every(function (tick) { return tick.checked; }); }
  all.hidden = false;
  box.addEventListener('change', function () {
    ticks.forEach(function (tick) { tick.checked = box.checked; });
  });
  ticks.forEach(function (tick) { tick.addEventListener('change', follow); });
  document.querySelector('a[href="#many"]').addEventListener('click', function () { many.open = true; });
  follow();
}());
