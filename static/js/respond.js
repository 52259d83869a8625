/* Sends a section again when the connection broke, and moves to what is missing. Nothing else:
 * every page works without it. Answers stay in the form on the screen and nowhere else. */
(function () {
  "use strict";
  var form = document.querySelector("form");
  var told = document.getElementById("putus");
  var pressed = null;
  var waiting = null;
  var isUnderWay = false;
  var pause = 4000;

  var summary = document.querySelector(".galat[tabindex]");
  if (summary) summary.focus();
  if (!form || !told || !window.fetch || !window.URLSearchParams) return;

  // Enter, too, arrives as a click on the first button
  form.addEventListener("click", function (event) {
    var button = event.target.closest("button[name]");
    if (button) pressed = button;
  });

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    clearTimeout(waiting);
    if (!isUnderWay) send(event.submitter || pressed || form.querySelector("button"));
  });

  function send(button) {
    var body = new URLSearchParams(new FormData(form));
    body.set(button.name, button.value);
    isUnderWay = true;
    fetch(form.action, { method: "POST", body: body, headers: { "X-Lanjut": "1" } })
      .then(function (answer) {
        if (answer.status >= 500) throw new Error(answer.status);
        var next = answer.headers.get("X-Lanjut");
        told.hidden = true;
        isUnderWay = false;
        if (next) location.assign(next);
        else showAnswer(button);
      })
      .catch(function () {
        isUnderWay = false;
        told.hidden = false;
        waiting = setTimeout(send, pause, button);
        pause = Math.min(pause * 2, 60000);
      });
  }

  // The page that answers a section is shown by sending it once more, as without a script:
  // saving twice is the same as once.
  function showAnswer(button) {
    // After Back the page can be as it was left, with the field of the time before.
    var earlier = document.getElementById("ditekan-tadi");
    if (earlier) earlier.remove();
    var field = document.createElement("input");
    field.type = "hidden";
    field.id = "ditekan-tadi";
    field.name = button.name;
    field.value = button.value;
    form.appendChild(field);
    form.submit();
  }
})();
