// Tells on the page when the browser could not use a security key; the login package only logs it.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.querySelector("[data-key-failed]");
  if (!place) return;
  place.hidden = false;
  place.focus();
});
