// Everything here is a convenience: each page works without it.
(() => {
    "use strict";
    const input = document.querySelector("input[data-suggest]");
    if (input) suggest(input);
    const filter = document.querySelector("form[data-filter]");
    if (filter) narrow(filter);
    regions();

    // Suggestions while typing: an ARIA combobox with a list of pages.
    function suggest(field) {
        const list = document.createElement("ul");
        list.className = "suggestions";
        list.id = "suggestions";
        list.hidden = true;
        list.setAttribute("role", "listbox");
        list.setAttribute("aria-label", "Suggestions");
        field.parentElement.append(list);
        const set = (name, value) => field.setAttribute(name, value);
        set("role", "combobox");
        set("aria-autocomplete", "list");
        set("aria-controls", list.id);
        set("aria-expanded", "false");
        const names = { "condition": "condition", "modality": "injection", "target-tissue": "tissue", "evidence": "evidence" };
        let timer = 0, asked = 0, active = -1, addresses = [];

        function close() {
            list.hidden = true;
            active = -1;
            set("aria-expanded", "false");
            field.removeAttribute("aria-activedescendant");
        }
        // What was asked for and has not come is not wanted any more.
        function dismiss() {
            clearTimeout(timer);
            asked++;
            close();
        }
        function mark(index) {
            active = index;
            [...list.children].forEach((option, position) => option.setAttribute("aria-selected", String(position === index)));
            if (index >= 0) set("aria-activedescendant", list.children[index].id);
            else field.removeAttribute("aria-activedescendant");
        }
        function show(items, release) {
            addresses = items.map(item => item.url.replace(/^\/v1/, "") + (release ? `?release=${encodeURIComponent(release)}` : ""));
            list.replaceChildren(...items.map((item, index) => {
                const option = document.createElement("li");
                option.id = `suggestion-${index}`;
                option.setAttribute("role", "option");
                option.setAttribute("aria-selected", "false");
                const kind = document.createElement("span");
                kind.className = "kind";
                kind.textContent = names[item.kind] || item.kind;
                option.append(kind, item.text === item.name ? item.name : `${item.text} – ${item.name}`);
                option.addEventListener("mousedown", event => { event.preventDefault(); location.assign(addresses[index]); });
                return option;
            }));
            active = -1;
            list.hidden = items.length === 0;
            set("aria-expanded", String(items.length > 0));
        }
        async function ask() {
            const typed = field.value.trim();
            const number = ++asked;
            if (typed.length < 2) return close();
            const release = field.form.elements.release?.value;
            try {
                const answer = await fetch(`/v1/suggest?q=${encodeURIComponent(typed)}${release ? `&release=${encodeURIComponent(release)}` : ""}`);
                const found = answer.ok ? (await answer.json()).items : [];
                if (number === asked) show(found, release);
            } catch {
                close();
            }
        }
        field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 80); });
        field.addEventListener("blur", dismiss);
        field.addEventListener("keydown", event => {
            const last = list.children.length - 1;
            if (event.key === "Escape" && !list.hidden) { event.preventDefault(); dismiss(); }
            else if (list.hidden || last < 0) return;
            else if (event.key === "ArrowDown") { event.preventDefault(); mark(active >= last ? 0 : active + 1); }
            else if (event.key === "ArrowUp") { event.preventDefault(); mark(active <= 0 ? last : active - 1); }
            else if (event.key === "Enter" && active >= 0) { event.preventDefault(); location.assign(addresses[active]); }
        });
    }

    // Filter and order of the study table in place; without all rows in the page the form is sent.
    function narrow(form) {
        const table = document.getElementById(form.dataset.filter);
        if (!table || [...form.querySelectorAll("select")].some(select => select.name !== "sort" && select.value)) return;
        const body = table.tBodies[0], rows = [...body.rows];
        const status = document.getElementById(`${form.dataset.filter}-shown`);
        const results = ["favours-intervention", "no-difference", "favours-comparator", "mixed", "uncontrolled-improvement", "uncontrolled-no-improvement", "unclear"];
        const keys = {
            strength: row => +row.dataset.strength, year: row => -row.dataset.year, participants: row => -row.dataset.participants,
            direction: row => results.indexOf(row.dataset.direction), design: row => +row.dataset.rank,
        };
        form.querySelector("button").hidden = true;
        form.addEventListener("submit", event => { event.preventDefault(); apply(); });
        form.addEventListener("change", apply);
        function apply() {
            const chosen = name => form.elements[name].value;
            const key = keys[chosen("sort")];
            let shown = 0;
            for (const row of rows) {
                row.hidden = ["design", "direction", "counted"].some(name => chosen(name) && row.dataset[name] !== chosen(name));
                if (!row.hidden) shown++;
            }
            body.append(...[...rows].sort((a, b) => key(a) - key(b) || a.dataset.strength - b.dataset.strength));
            status.textContent = `${shown} of ${rows.length} ${rows.length === 1 ? "study" : "studies"} shown.`;
            const query = new URLSearchParams([...new FormData(form)].filter(([name, value]) => value && !(name === "sort" && value === "strength")));
            history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
        }
    }

    // The map: Escape hides what hovering shows; on a phone the regions begin folded.
    function regions() {
        const all = [...document.querySelectorAll("details.region")];
        if (!all.length) return;
        document.addEventListener("keydown", event => { if (event.key === "Escape") document.body.classList.add("quiet"); });
        for (const kind of ["mouseover", "focusin"]) document.addEventListener(kind, () => document.body.classList.remove("quiet"));
        if (matchMedia("(max-width: 47rem)").matches) for (const region of all) region.open = false;
        const open = () => { const target = location.hash && document.getElementById(location.hash.slice(1)); if (target?.matches("details.region")) target.open = true; };
        addEventListener("hashchange", open);
        addEventListener("beforeprint", () => { for (const region of all) region.open = true; });
        open();
    }
})();
