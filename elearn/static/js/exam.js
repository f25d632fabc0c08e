/* The exam page: one question at a time, a navigator, the clock by the server's time, every answer into the outbox.
   Without this script the same page is one form that saves at every button. */
(function () {
  'use strict';
  var form = document.getElementById('paper');
  if (!form || !window.fetch || !window.Outbox) { return; }
  var byId = function (id) { return document.getElementById(id); };
  var words = byId('examwords').dataset;
  var facts = form.dataset;
  var token = form.elements.csrf_token.value;
  var total = parseInt(facts.total, 10);
  var sections = Array.prototype.slice.call(form.querySelectorAll('.paper-question'));
  var current = 1;
  var marksKey = 'elearn-marks-' + facts.attempt;
  var marked = remembered();
  var outbox = new window.Outbox(facts.attempt, facts.save, token, {
    state: showState, stored: stored, told: told, conflict: conflict,
    over: over, signedOut: function () { showState(outbox.waiting(), 'signedout'); }
  });

  function remembered() {
    try { return JSON.parse(localStorage.getItem(marksKey)) || {}; } catch (e) { return {}; }
  }
  function section(n) { return sections[n - 1]; }
  function fields(n) { return Array.prototype.slice.call(section(n).querySelectorAll('input, select, textarea')); }

  /* The values of a question by the suffix of their names, and back. */
  function valuesOf(n) {
    var name = section(n).dataset.name;
    var values = {};
    fields(n).forEach(function (field) {
      var suffix = field.name.slice(name.length);
      values[suffix] = values[suffix] || [];
      if ((field.type !== 'radio' && field.type !== 'checkbox') || field.checked) { values[suffix].push(field.value); }
    });
    return values;
  }
  function fill(n, values) {
    var name = section(n).dataset.name;
    var places = {};
    fields(n).forEach(function (field) {
      var suffix = field.name.slice(name.length);
      var given = values[suffix] || [];
      if (field.type === 'radio' || field.type === 'checkbox') {
        field.checked = given.indexOf(field.value) >= 0;
      } else {
        places[suffix] = places[suffix] || 0;
        field.value = given[places[suffix]] === undefined ? '' : given[places[suffix]];
        places[suffix] += 1;
      }
    });
    paint();
  }
  function isAnswered(n) {
    var values = valuesOf(n);
    return Object.keys(values).some(function (suffix) {
      return values[suffix].some(function (value) { return value.trim() !== '' && value !== '0'; });
    });
  }
  function readable(n, values) {
    var name = section(n).dataset.name;
    var parts = [];
    fields(n).forEach(function (field) {
      var given = values[field.name.slice(name.length)] || [];
      var label = field.closest('label');
      if ((field.type === 'radio' || field.type === 'checkbox') && given.indexOf(field.value) >= 0 && label) {
        parts.push(label.textContent.replace(/\s+/g, ' ').trim());
      }
    });
    if (!parts.length) { Object.keys(values).forEach(function (suffix) { parts = parts.concat(values[suffix]); }); }
    return parts.join('；') || '—';
  }

  function answeredCount() {
    var count = 0;
    for (var n = 1; n <= total; n += 1) { if (isAnswered(n)) { count += 1; } }
    return count;
  }
  function showState(waiting, kind) {
    var state = byId('savestate');
    var text = words.saved.replace('{n}', answeredCount()).replace('{total}', total);
    if (kind === 'signedout') { text = words.signedOut; }
    else if (waiting && kind === 'failed') { text = words.waiting.replace('{n}', waiting); }
    else if (waiting && kind === 'waiting') { text = words.saving; }
    else { text = '✓ ' + text; }
    state.className = 'savestate savestate--' + (kind === 'signedout' ? 'failed' : kind);
    state.textContent = text;
  }
  function stored(n, step) {
    section(n).dataset.step = String(step);
    paint();
  }
  function choose(n) {
    outbox.put(n, parseInt(section(n).dataset.step, 10), valuesOf(n));
    paint();
  }

  /* Question by question. */
  function show(n, focus) {
    current = Math.max(1, Math.min(total, n));
    sections.forEach(function (each, at) { each.hidden = at !== current - 1; });
    byId('handinpanel').hidden = true;
    bar.hidden = false;
    back.disabled = current === 1;
    next.textContent = current === total ? words.end : words.next;
    paint();
    if (focus) { section(current).querySelector('legend, .question__head').scrollIntoView({ block: 'center' }); }
    window.scrollTo(0, 0);
  }
  function paint() {
    var list = byId('navigator');
    Array.prototype.forEach.call(list.children, function (item, at) {
      var n = at + 1;
      var button = item.firstChild;
      var done = isAnswered(n);
      button.className = 'navigator__item' + (done ? ' navigator__item--answered' : '') +
        (marked[n] ? ' navigator__item--marked' : '') + (n === current ? ' navigator__item--current' : '');
      button.setAttribute('aria-label', n + ' ' + (done ? words.answered : words.unanswered) + (marked[n] ? ', ' + words.marked : ''));
      if (n === current) { button.setAttribute('aria-current', 'step'); } else { button.removeAttribute('aria-current'); }
    });
    flag.textContent = marked[current] ? words.unmark : words.mark;
    flag.setAttribute('aria-pressed', marked[current] ? 'true' : 'false');
    var fillbar = form.querySelector('.examhead .bar__fill');
    if (fillbar) { fillbar.setAttribute('width', (100 * answeredCount() / total) + '%'); }
    if (!outbox.waiting()) { showState(0, 'saved'); }
  }
  function button(text, kind, act) {
    var made = document.createElement('button');
    made.type = 'button';
    made.className = 'button' + (kind ? ' button--' + kind : '');
    made.textContent = text;
    made.addEventListener('click', act);
    return made;
  }
  var bar = form.querySelector('.sticky-actions');
  var back = button(words.back, '', function () { show(current - 1, true); });
  var next = button(words.next, 'primary', function () { if (current === total) { review(); } else { show(current + 1, true); } });
  var flag = button(words.mark, 'quiet', function () {
    marked[current] = !marked[current];
    try { localStorage.setItem(marksKey, JSON.stringify(marked)); } catch (e) { /* only for this visit then */ }
    paint();
  });
  bar.textContent = '';
  bar.classList.add('sticky-actions--three');
  bar.appendChild(back);
  bar.appendChild(flag);
  bar.appendChild(next);
  for (var n = 1; n <= total; n += 1) {
    var item = document.createElement('li');
    item.appendChild(button(String(n), '', show.bind(null, n, true)));
    byId('navigator').appendChild(item);
  }
  byId('navpanel').hidden = false;

  form.addEventListener('submit', function (event) { event.preventDefault(); });
  form.addEventListener('change', function (event) {
    var here = event.target.closest('.paper-question');
    if (here) { choose(parseInt(here.dataset.number, 10)); }
  });
  var typing = null;
  form.addEventListener('input', function (event) {
    var here = event.target.closest('.paper-question');
    if (!here || (event.target.type !== 'text' && event.target.tagName !== 'TEXTAREA')) { return; }
    clearTimeout(typing);
    typing = setTimeout(function () { choose(parseInt(here.dataset.number, 10)); }, 1500);
  });

  /* Handing in: named what is missing; everything must have arrived before. */
  function review() {
    var missing = [];
    for (var n = 1; n <= total; n += 1) { if (!isAnswered(n)) { missing.push(n); } }
    byId('missing').textContent = missing.length ? words.missing.replace('{n}', missing.join('、')) : words.allAnswered;
    sections.forEach(function (each) { each.hidden = true; });
    bar.hidden = true;
    byId('handinpanel').hidden = false;
    byId('handinpanel').querySelector('h2').focus();
  }
  byId('lookagain').addEventListener('click', function () { show(1, true); });
  byId('handin').addEventListener('submit', function (event) {
    if (!outbox.waiting() && navigator.onLine !== false) { return; }
    event.preventDefault();
    byId('missing').textContent = words.offlineHandIn;
    outbox.resume();
  });

  /* Two answers to one question: the person decides, one after the other. */
  var conflicts = [];
  function conflict(n, theirs, mine, step) {
    conflicts.push({ n: n, theirs: theirs, mine: mine, step: step });
    if (conflicts.length === 1) { ask(); }
  }
  function ask() {
    var one = conflicts[0];
    byId('conflictpanel').hidden = !one;
    if (!one) { return; }
    show(one.n, true);
    byId('conflictwords').textContent = words.conflict.replace('{n}', one.n);
    byId('conflictstored').textContent = readable(one.n, one.theirs);
    byId('conflictmine').textContent = readable(one.n, one.mine);
    byId('conflictpanel').scrollIntoView();
    byId('keepmine').focus();
  }
  function settle(mine) {
    var one = conflicts.shift();
    if (mine) { section(one.n).dataset.step = String(one.step); }
    fill(one.n, mine ? one.mine : one.theirs);
    outbox.settle(one.n, one.step, mine ? one.mine : null);
    ask();
  }
  byId('keepstored').addEventListener('click', function () { settle(false); });
  byId('keepmine').addEventListener('click', function () { settle(true); });

  /* Time, signs of life, announcements: see examtime.js. */
  var time = window.ExamTime(facts, words, token, { over: over });
  function told(data) {
    time.told(data);
    byId('takeback').hidden = data.mine;
    if (!data.mine) { sections.concat([bar]).forEach(function (each) { each.classList.add('is-elsewhere'); }); }
  }
  function over() {
    showState(outbox.waiting(), 'waiting');
    byId('announce').textContent = words.over;
    location.replace(facts.result);
  }

  window.addEventListener('online', function () { outbox.resume(); });
  document.addEventListener('visibilitychange', function () { if (!document.hidden) { outbox.resume(); } });

  outbox.entries.slice().forEach(function (entry) { fill(entry.n, entry.next || entry.v); });
  outbox.resume();
  var asked = /^#q(\d+)$/.exec(location.hash);
  var first = 1;
  while (first < total && isAnswered(first)) { first += 1; }
  show(asked ? parseInt(asked[1], 10) : first, false);
}());
