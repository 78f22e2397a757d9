"use strict";
// Addresses are relative, so that the page also works behind a proxy that puts a prefix before them.

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

const MOST_OPEN = 60; // a longer list of operations is shown folded, or the browser is busy for a while

fetch("openapi.json")
  .then((answer) => answer.json())
  .then((spec) => {
    // The list of servers shows where this page came from, which a proxy may know under another name.
    spec.servers = [{ url: new URL("..", window.location.href).href.replace(/\/$/, "") }];
    document.title = (spec.info || {}).title || "API";
    const count = Object.values(spec.paths).reduce((sum, item) => sum + Object.keys(item || {}).length, 0);
    window.ui = SwaggerUIBundle({
      spec,
      url: new URL("openapi.json", window.location.href).href,
      dom_id: "#swagger-ui",
      docExpansion: count > MOST_OPEN ? "none" : "list",
      defaultModelsExpandDepth: -1,
      tryItOutEnabled: true,
      displayRequestDuration: true,
      validatorUrl: null,
      deepLinking: false,
      queryConfigEnabled: false,
    });
  });
