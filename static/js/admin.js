// The officials' workplace. What the portal's own scripts do here too, and what is the admin's own.
import "./contrast.js";
import "./dialogs.js";
import "./errors.js";
import "./guard.js";
import "./idle.js";
import "./print.js";
import "./upload.js";
import "./admin/autocomplete.js";
import "./admin/case.js";
import "./admin/filters.js";
import "./admin/menu.js";
import "./admin/on-behalf.js";
import "./admin/renew.js";
import "./admin/visits.js";
import "./admin/worklist.js";
