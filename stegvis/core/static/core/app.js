/*
 * Makes pages that already work a little kinder. Nothing here is needed: without script every page does the same.
 */
"use strict";

const BUSY_TEXT = "Sparar …";

/* A form is sent once: its buttons rest while the answer is on its way. */
function restButtons(event) {
  const form = event.target;
  // data-download: the answer is a file, so the page stays and the buttons must too.
  if (form.method !== "post" || event.defaultPrevented || "download" in form.dataset) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const pressed = event.submitter;
  // After this turn, so that the pressed button's name and value are still sent.
  setTimeout(() => {
    for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
      button.setAttribute("aria-disabled", "true");
    }
    if (pressed && pressed.classList.contains("ds-button")) showBusy(pressed);
  }, 0);
}

function showBusy(button) {
  button.dataset.text = button.textContent;
  button.setAttribute("aria-busy", "true");
  button.textContent = button.dataset.busyText || BUSY_TEXT;
}

/* Coming back with the browser's back button shows the page as it was left: wake the buttons. */
function wakeButtons(event) {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
      button.removeAttribute("aria-busy");
      if (button.dataset.text) button.textContent = button.dataset.text;
    }
  }
}

/* An open menu or filter closes on Escape and gives the focus back. (Popovers do it by themselves.) */
function closeOnEscape(event) {
  if (event.key !== "Escape") return;
  const open = document.activeElement && document.activeElement.closest("details[open][data-menu]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
}

/* After a refused form the summary of problems gets the focus, so that it is read first. */
function focusSummary() {
  const summary = document.querySelector("[data-autofocus]");
  if (summary) summary.focus();
}

/* A choice in a filter form marked data-autosubmit is sent at once. */
function sendFilter(event) {
  const form = event.target.form;
  if (form && "autosubmit" in form.dataset && event.target.matches("select")) form.requestSubmit();
}

document.addEventListener("submit", restButtons);
document.addEventListener("keydown", closeOnEscape);
document.addEventListener("change", sendFilter);
window.addEventListener("pageshow", wakeButtons);
focusSummary();
