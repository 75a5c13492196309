// The officials' workplace. What the portal's own scripts do here too, and four things of the admin's.
import "./contrast.js";
import "./dialogs.js";
import "./errors.js";
import "./guard.js";
import "./idle.js";
import "./upload.js";
import "./admin/autocomplete.js";
import "./admin/filters.js";
import "./admin/menu.js";
import "./admin/renew.js";
