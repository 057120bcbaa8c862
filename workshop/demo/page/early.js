// Runs before anything is painted: says so where the browser is too old for the page; the theme that was chosen here
// before, else the system's; and a second try where a file of the page did not come, as happens in a browser while Docker
// changes the machine's networks. In the JavaScript of 2009, which old browsers can read.

(function () {
  var AGAIN = 1000; // milliseconds
  var TOO_OLD = "This browser is too old for the live stack: use Chrome or Edge 123, Firefox 120, Safari 17.5, or a later one.";

  var root = document.documentElement;
  var kept = localStorage.getItem("theme");
  if (kept) root.setAttribute("data-theme", kept);

  // the newest of what the page's scripts and its colours need
  window.isTooOld = !(Object.groupBy && window.CSS && CSS.supports && CSS.supports("color", "light-dark(#000, #fff)"));

  addEventListener("error", function (event) {
    if (event.target !== window && !window.isTooOld) setTimeout(function () { location.reload(); }, AGAIN);
  }, true);

  addEventListener("DOMContentLoaded", window.isTooOld ? sayTooOld : offerTheme);

  function sayTooOld() {
    var said = document.createElement("p");
    said.setAttribute("role", "alert");
    said.textContent = TOO_OLD;
    document.body.textContent = "";
    document.body.appendChild(said);
  }

  function offerTheme() {
    var button = document.getElementById("theme");
    var dark = matchMedia("(prefers-color-scheme: dark)");
    function isDark() {
      var chosen = root.getAttribute("data-theme");
      return chosen ? chosen === "dark" : dark.matches;
    }
    function name() {
      button.textContent = isDark() ? "Light" : "Dark";
    }
    button.addEventListener("click", function () {
      var chosen = isDark() ? "light" : "dark";
      root.setAttribute("data-theme", chosen);
      localStorage.setItem("theme", chosen);
      name();
    });
    dark.addEventListener("change", name);
    name();
  }
})();
