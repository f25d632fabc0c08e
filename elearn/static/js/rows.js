/* Adds a row to the answer on the spot. Without this script the same button sends the form and gets two more rows. */
(function () {
  'use strict';
  var LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  var rows = document.querySelector('[data-rows]');
  var button = document.querySelector('[data-add-row]');
  if (!rows || !button) { return; }

  function each(root, selector, act) { Array.prototype.forEach.call(root.querySelectorAll(selector), act); }

  /* Fields are called name-0, name-1 …; a new row takes the number that follows. */
  function renumber(row, at, sign) {
    each(row, '[name]', function (field) {
      if (field.type === 'checkbox') { field.checked = false; field.value = sign; return; }
      field.value = '';
      field.name = field.name.replace(/\d+$/, at);
      field.id = field.name;
      field.removeAttribute('aria-invalid');
      if (field.rows) { field.rows = 1; }
    });
    each(row, '[data-words]', function (own) {
      var words = own.dataset.words.replace('{}', sign);
      if (own.name) { own.setAttribute('aria-label', words); } else { own.textContent = words; }
    });
    each(row, '.optionrow__letter', function (label) {
      label.textContent = sign;
      label.htmlFor = row.querySelector('[name$="-' + at + '"]').id;
    });
  }

  button.addEventListener('click', function (event) {
    event.preventDefault();
    var all = rows.querySelectorAll('[data-row]');
    var last = all[all.length - 1];
    var row = last.cloneNode(true);
    renumber(row, all.length, last.querySelector('[type="checkbox"]') ? LETTERS[all.length] : String(all.length + 1));
    rows.appendChild(row);
    if (all.length + 1 >= LETTERS.length) { button.hidden = true; }
    row.querySelector('[name$="-' + all.length + '"]').focus();
  });

  /* A text of several lines is seen whole. */
  rows.addEventListener('input', function (event) {
    var field = event.target;
    if (field.tagName === 'TEXTAREA') { field.rows = Math.max(field.rows, field.value.split('\n').length); }
  });
}());
