/* The answers of one paper on their way to the server: kept on the phone until each is acknowledged, sent one after the
   other in the order given, again and again while the network is away. A repeat does no harm: the server knows the step. */
(function () {
  'use strict';

  /* names: where to send, what to call. on.state(waiting, kind), on.stored(n, step), on.told(data), on.conflict(n, stored, mine),
     on.over(), on.signedOut() */
  function Outbox(attempt, url, token, on) {
    this.key = 'elearn-paper-' + attempt;
    this.url = url;
    this.token = token;
    this.on = on;
    this.busy = false;
    this.pause = 0;
    this.timer = null;
    this.stopped = false;
    this.entries = this.read();
  }

  /* An entry: n, s (the step it will be stored as), v (values by suffix), sent (a request with it may have arrived),
     next (values chosen since), held (another phone holds the paper). */
  Outbox.prototype.read = function () {
    try {
      var kept = JSON.parse(localStorage.getItem(this.key));
      return Array.isArray(kept) ? kept : [];
    } catch (e) { return []; }
  };
  Outbox.prototype.keep = function () {
    try {
      if (this.entries.length) { localStorage.setItem(this.key, JSON.stringify(this.entries)); } else { localStorage.removeItem(this.key); }
    } catch (e) { /* private mode: the answers still wait in the page itself */ }
  };
  Outbox.prototype.find = function (n) {
    return this.entries.filter(function (entry) { return entry.n === n; })[0];
  };
  Outbox.prototype.waiting = function () { return this.entries.length; };

  /* An answer was chosen; `step` is the newest that the server acknowledged for this question. */
  Outbox.prototype.put = function (n, step, values) {
    var entry = this.find(n);
    if (entry && entry.sent) {
      entry.next = values;
    } else if (entry) {
      entry.v = values;
    } else {
      this.entries.push({ n: n, s: step + 1, v: values, sent: false });
    }
    this.keep();
    this.send();
  };

  Outbox.prototype.later = function () {
    var self = this;
    this.pause = Math.min(30000, this.pause ? this.pause * 2 : 2000);
    clearTimeout(this.timer);
    this.timer = setTimeout(function () { self.send(); }, this.pause * (0.7 + 0.6 * Math.random()));
  };

  Outbox.prototype.send = function () {
    var self = this;
    var entry = this.entries.filter(function (each) { return !each.held; })[0];
    if (this.busy || this.stopped) { return; }
    if (!entry) { this.on.state(this.waiting(), 'saved'); return; }
    this.busy = true;
    entry.sent = true;
    this.keep();
    this.on.state(this.waiting(), this.pause ? 'failed' : 'waiting');
    fetch(this.url, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': this.token },
      body: JSON.stringify({ n: entry.n, s: entry.s, v: entry.v })
    }).then(function (response) {
      if (response.status === 401 || response.status === 403 || response.status === 400) {
        self.busy = false;
        self.on.signedOut();
        return null;
      }
      if (response.status !== 200 && response.status !== 409) { throw new Error(String(response.status)); }
      return response.json().then(function (data) {
        self.busy = false;
        self.pause = 0;
        self.on.told(data);
        if (response.status === 200) { self.stored(entry, data); } else { self.refused(entry, data); }
      });
    }).catch(function () {
      self.busy = false;
      self.later();
      self.on.state(self.waiting(), 'failed');
    });
  };

  /* Only here the next choice may follow: its step is counted from this one. */
  Outbox.prototype.stored = function (entry, data) {
    if (entry.next) {
      entry.v = entry.next;
      entry.s = data.step + 1;
      entry.sent = false;
      delete entry.next;
    } else {
      this.drop(entry);
    }
    this.keep();
    this.on.stored(entry.n, data.step);
    this.send();
  };
  Outbox.prototype.drop = function (entry) {
    this.entries = this.entries.filter(function (each) { return each !== entry; });
  };

  Outbox.prototype.refused = function (entry, data) {
    if (!data.open) {
      this.stopped = true;
      this.on.over();
      return;
    }
    entry.held = true;
    this.keep();
    if (data.mine) { this.on.conflict(entry.n, data.stored, entry.next || entry.v, data.step); }
    this.send();
  };
  /* What the person decided about a conflict. */
  Outbox.prototype.settle = function (n, step, values) {
    this.drop(this.find(n));
    this.keep();
    if (values) { this.put(n, step, values); } else { this.on.stored(n, step); this.send(); }
  };

  /* Back from another phone, or with the network: what was held is tried once more. */
  Outbox.prototype.resume = function () {
    this.entries.forEach(function (entry) { delete entry.held; });
    clearTimeout(this.timer);
    this.send();
  };

  window.Outbox = Outbox;
}());
