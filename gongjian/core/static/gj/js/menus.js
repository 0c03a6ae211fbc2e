// Menus are native details elements; this closes them on Escape, on a click elsewhere and when the focus leaves.
const open = () => document.querySelectorAll("details[data-gj-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  const link = event.target.closest("a[href='#gj-nav']");
  const menu = link && document.getElementById("gj-nav");
  if (menu) {
    event.preventDefault();
    menu.open = true;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("focusin", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
