// A table that is copied from a web page, a mail, Word or Excel fills the block Tabell whole; in
// running text it would become lines of words, so there a message leads to the block.
(() => {
  const NAME = "wagtail.contrib.typed_table_block.blocks.TypedTableBlock";
  const MOST_ROWS = 300, MOST_COLUMNS = 20;
  const NUMBER = /^[-–−]?\d[\d\s.,]*\s?%?$/;

  const oneLine = (text) => text.replace(/\s+/g, " ").trim();

  // The rows that were copied, or nothing where it is no table: {rows, isHeaded}.
  function copied(data) {
    const table = new DOMParser().parseFromString(data.getData("text/html"), "text/html").querySelector("table");
    let rows, isHeaded = false;
    if (table) {
      const below = []; // how many more rows the cell above reaches down, by column
      rows = [...table.rows].map((row) => {
        const texts = [];
        const passBy = () => { for (; below[texts.length] > 0; texts.push("")) below[texts.length] -= 1; };
        for (const cell of row.cells) {
          passBy();
          for (let across = 0; across < Math.min(cell.colSpan, MOST_COLUMNS); across += 1) {
            below[texts.length] = cell.rowSpan - 1;
            texts.push(across ? "" : oneLine(cell.textContent));
          }
        }
        passBy();
        return texts;
      });
      isHeaded = Boolean(table.rows[0]?.querySelector("th"));
    } else {
      const lines = data.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
      rows = lines.map((line) => line.split("\t").map(oneLine));
    }
    rows = rows.filter((row) => row.some(Boolean));
    const width = Math.max(0, ...rows.map((row) => row.length));
    if (width < 2 && !(table && rows.length > 1)) return null;
    for (const row of rows) row.push(...Array(width - row.length).fill(""));
    // Words above numbers are a heading, whatever program the table comes from.
    const [first, ...rest] = rows;
    isHeaded ||= rest.length > 0 && first.every((text) => text && !/\d/.test(text))
      && rest.some((row) => row.some((text) => NUMBER.test(text)));
    return { rows, isHeaded };
  }

  const isNumeric = (texts) => texts.some(Boolean) && texts.every((text) => !text || NUMBER.test(text));
  const columnOf = (heading, texts) => ({ type: isNumeric(texts) ? "number" : "text", heading });

  // The state of an empty table with what was copied.
  function filled(state, { rows, isHeaded }) {
    const headings = isHeaded ? rows[0] : rows[0].map(() => "");
    const values = isHeaded ? rows.slice(1) : rows;
    return {
      ...state,
      columns: headings.map((heading, place) => columnOf(heading, values.map((row) => row[place]))),
      rows: values.map((row) => ({ values: row })),
    };
  }

  // The state of a table with what was copied from one of its cells on, as a spreadsheet has it.
  function overwritten(state, { rows }, top, left) {
    const columns = [...state.columns], old = state.rows.map((row) => [...row.values]);
    while (columns.length < left + rows[0].length) {
      columns.push(columnOf("", rows.map((row) => row[columns.length - left])));
      for (const row of old) row.push("");
    }
    rows.forEach((row, down) => {
      old[top + down] ??= columns.map(() => "");
      row.forEach((text, across) => { old[top + down][left + across] = text; });
    });
    return { ...state, columns, rows: old.map((values) => ({ values })) };
  }

  const announce = (text, type) => document.dispatchEvent(
    new CustomEvent("w-messages:add", { detail: { clear: true, text, type } }));

  function place(block, input) {
    const cell = input.closest("td, th"), row = cell?.closest("tr");
    if (!row || !block.container[0].contains(row)) return null;
    return { top: row.parentElement === block.tbody ? [...block.tbody.rows].indexOf(row) : -1, left: cell.cellIndex - 1 };
  }

  function paste(block, event) {
    const at = place(block, event.target), found = at && copied(event.clipboardData);
    if (!found) return;
    event.preventDefault();
    if (found.rows.length > MOST_ROWS || found.rows[0].length > MOST_COLUMNS) {
      announce(`Tabellen är för stor: högst ${MOST_ROWS} rader och ${MOST_COLUMNS} kolumner. Lägg den hellre som ett dokument.`, "error");
      return;
    }
    const state = { ...block.getState(), caption: block.captionInput.value };
    const isEmpty = !state.columns.some((column) => column.heading) && !state.rows.some((row) => row.values.some(Boolean));
    block.setState(isEmpty ? filled(state, found) : overwritten(state, found, Math.max(0, at.top), at.left));
    block.rows[0]?.blocks[0]?.focus();
    const count = block.rows.length === 1 ? "1 rad" : `${block.rows.length} rader`;
    announce(`Tabellen är inklistrad: ${count}, ${block.columns.length} kolumner. Skriv en rubrik till tabellen.`, "success");
  }

  // Tab goes from cell to cell and Enter down, and at the end either begins a row, as in a table
  // elsewhere; between cells Wagtail has a button for comments each.
  function go(block, event) {
    const at = place(block, event.target);
    if (!at || at.top < 0 || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const width = block.columns.length, last = block.rows.length - 1;
    const next = at.top * width + at.left + (event.shiftKey ? -1 : 1);
    let { top, left } = at;
    if (event.key === "Enter") top += 1;
    else if (event.key === "Tab" && next >= 0) [top, left] = [Math.floor(next / width), next % width];
    else return;
    if (top > last) {
      if (event.key === "Tab" && !event.target.value) return;
      block.insertRow(block.rows.length);
    }
    event.preventDefault();
    block.rows[top].blocks[left].focus();
  }

  class Table extends window.telepath.constructors[NAME] {
    render(...args) {
      const block = super.render(...args);
      block.container[0].addEventListener("paste", (event) => paste(block, event));
      block.container[0].addEventListener("keydown", (event) => {
        if (event.target.matches("input")) go(block, event);
      });
      return block;
    }
  }
  window.telepath.register("home.blocks.table.TableBlock", Table);

  // In running text.
  function leadToTable(editor) {
    if (editor.nextElementSibling?.matches(".table-hint")) return;
    const hint = document.createElement("div");
    hint.className = "help-block help-warning table-hint";
    hint.setAttribute("role", "status");
    hint.textContent = "En tabell blir bara rader av ord i löpande text. Lägg till blocket Tabell och klistra in tabellen i dess första ruta.";
    editor.after(hint);
  }

  // What was copied with a line for each row of its tables: an editor of text glues their words together.
  function asLines(data) {
    const page = new DOMParser().parseFromString(data.getData("text/html"), "text/html");
    if (!page.querySelector("table")) return null;
    const hasLines = (cell) => cell.querySelector("p, div, ul, ol, br, table");
    const markup = (cell) => { if (hasLines(cell)) cell.textContent = oneLine(cell.textContent); return cell.innerHTML.trim(); };
    for (let table; (table = page.querySelector("table"));) {
      const lines = [...table.rows].map((row) => [...row.cells].filter((cell) => oneLine(cell.textContent)).map(markup).join(", "));
      table.replaceWith(...lines.filter(Boolean).map((line) => {
        const paragraph = page.createElement("p");
        paragraph.innerHTML = line;
        return paragraph;
      }));
    }
    const changed = new DataTransfer();
    changed.setData("text/html", page.body.innerHTML);
    changed.setData("text/plain", data.getData("text/plain"));
    const event = new ClipboardEvent("paste", { clipboardData: changed, bubbles: true, cancelable: true });
    return event.clipboardData?.getData("text/html") ? event : null;
  }
  document.addEventListener("paste", (event) => {
    const editor = event.target.closest?.("[data-draftail-editor-wrapper]");
    if (!editor || !copied(event.clipboardData)) return;
    leadToTable(editor);
    const inLines = asLines(event.clipboardData);
    if (!inLines) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.dispatchEvent(inLines);
  }, true);
})();
