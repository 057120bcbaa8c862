"""An instructor's console: a lesson's stack under load, in the browser, to break and to mend."""
