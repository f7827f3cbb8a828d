/*
 * Keeps what is typed in a form marked data-autosave="SECONDS": sends it now and then when something has changed.
 * The server answers 204 with the draft's new mark, or 409 when somebody else has saved or signed meanwhile.
 * Without script the form has a button that does the same.
 */
"use strict";

function typedIn(form) {
  const typed = new URLSearchParams(new FormData(form));
  typed.delete("draft");
  typed.delete("csrfmiddlewaretoken");
  return typed.toString();
}

function keepTyped(form) {
  const said = form.querySelector("[data-autosave-said]");
  const trouble = form.querySelector("[data-autosave-trouble]");
  let kept = typedIn(form);
  let underWay = null;
  let stopped = false;

  function say(text, problem) {
    said.textContent = problem ? "" : text;
    trouble.textContent = problem ? text : "";
  }

  function hear(answer, sent) {
    if (answer.status === 204) {
      form.elements.draft.value = answer.headers.get("Draft-Mark");
      kept = sent;
      const at = new Date().toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" });
      say(`${said.dataset.saved} ${at}`, false);
    } else if (answer.status === 409) {
      stopped = true;
      say(trouble.dataset.stale, true);
    } else {
      say(trouble.dataset.failed, true);
    }
  }

  function save() {
    if (stopped || underWay || form.dataset.sent) return;
    const now = typedIn(form);
    if (now === kept) return;
    const body = new URLSearchParams(new FormData(form));
    body.set("autospara", "ja");
    underWay = fetch(window.location.href, { method: "POST", body, redirect: "manual", keepalive: document.hidden })
      .then((answer) => hear(answer, now))
      .catch(() => say(trouble.dataset.failed, true))
      .finally(() => { underWay = null; });
  }

  /* A form sent while its draft is on the way would carry an old mark: let the draft arrive first. */
  form.addEventListener("submit", (event) => {
    if (!underWay) return;
    event.preventDefault();
    const pressed = event.submitter;
    underWay.then(() => form.requestSubmit(pressed));
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  setInterval(save, Number(form.dataset.autosave) * 1000);
}

for (const form of document.querySelectorAll("form[data-autosave]")) keepTyped(form);
