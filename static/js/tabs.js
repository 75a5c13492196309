// 탭: a list of links to parts of the page becomes tabs (WAI-ARIA tabs pattern, chosen as the arrows move).
for (const box of document.querySelectorAll("[data-tabs]")) {
  const list = box.querySelector("ul");
  const tabs = [...list.querySelectorAll("a")];
  const panels = tabs.map((tab) => document.getElementById(tab.hash.slice(1)));

  const choose = (tab) => {
    tabs.forEach((other, n) => {
      const chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      panels[n].hidden = !chosen;
    });
  };

  list.setAttribute("role", "tablist");
  for (const item of list.children) item.setAttribute("role", "presentation");
  tabs.forEach((tab, n) => {
    tab.id ||= `${panels[n].id}-tab`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panels[n].id);
    panels[n].setAttribute("role", "tabpanel");
    panels[n].setAttribute("aria-labelledby", tab.id);
    panels[n].tabIndex = 0;
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      choose(tab);
    });
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: n + 1, ArrowLeft: n - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
      if (event.key === " ") choose(tab);
      else if (to === undefined) return;
      else {
        choose(tabs[to % tabs.length]);
        tabs[to % tabs.length].focus();
      }
      event.preventDefault();
    });
  });
  choose(tabs.find((tab) => tab.hash === location.hash) ?? tabs[0]);
}
