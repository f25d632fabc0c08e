// The board of the meeting room fetches itself anew; without a connection it keeps the last figures and says so.
"use strict";
(function () {
  var board = document.getElementById("board");
  if (!board) return;

  function lost(is) {
    var note = board.querySelector(".big__lost");
    if (note) note.hidden = !is;
  }

  function renew() {
    fetch(location.href, { credentials: "same-origin", cache: "no-store" })
      .then(function (answer) {
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        return answer.text();
      })
      .then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").getElementById("board");
        if (!fresh) throw new Error("no board");
        board.innerHTML = fresh.innerHTML;
      })
      .catch(function () {
        lost(true);
      });
  }

  setInterval(renew, Number(board.dataset.every || 30) * 1000);
})();
