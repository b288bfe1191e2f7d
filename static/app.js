"use strict";

// Conveniences only: every page works without this file.
(() => {
  const SINGLE_LINE = 'input:not([type="submit"], [type="button"], [type="reset"], [type="file"])';

  // While a Japanese input method is composing, Enter chooses characters; it must not submit.
  // Safari reports the closing Enter after the composition has ended: there, only key code 229 tells.
  document.addEventListener(
    "keydown",
    (event) => {
      const composing = event.isComposing || event.keyCode === 229;
      if (event.key === "Enter" && composing && event.target.matches(SINGLE_LINE)) {
        event.preventDefault();
      }
    },
    true,
  );

  const submitButtons = (form) =>
    [...form.elements].filter((control) => control.type === "submit");

  const guarded = (form) =>
    form.method === "post" && form.target !== "_blank" && !form.hasAttribute("data-guard-off");

  const release = (form) => {
    delete form.dataset.sending;
    submitButtons(form).forEach((button) => button.removeAttribute("aria-disabled"));
  };

  // The buttons stay enabled, because a disabled one would not send its own value.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !guarded(form)) return;
    if ("sending" in form.dataset) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "";
    submitButtons(form).forEach((button) => button.setAttribute("aria-disabled", "true"));
  });

  // The back button may restore a page with its buttons still guarded.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sending]").forEach(release);
  });

  // A form that came back with errors holds typing that is stored nowhere yet.
  const unsaved = new Set(
    [...document.querySelectorAll("form[data-guard-unsaved]")].filter((form) =>
      form.querySelector('[aria-invalid="true"]'),
    ),
  );
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.hasAttribute("data-guard-unsaved")) unsaved.add(form);
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) unsaved.delete(event.target);
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
  });

  const openDisclosures = () => [...document.querySelectorAll("details[data-exclusive][open]")];

  // "toggle" does not bubble: listen on the way down.
  document.addEventListener(
    "toggle",
    (event) => {
      const opened = event.target;
      if (!opened.matches("details[data-exclusive][open]")) return;
      openDisclosures().forEach((other) => {
        if (other !== opened) other.open = false;
      });
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    openDisclosures().forEach((disclosure) => {
      const held = disclosure.contains(document.activeElement);
      disclosure.open = false;
      if (held) disclosure.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.account[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  const megabytes = (bytes) => `${(bytes / 1_000_000).toFixed(1)} MB`;

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file") return;
    const output = document.querySelector(`[data-files-of="${CSS.escape(input.id)}"]`);
    if (!output) return;
    output.textContent = [...input.files]
      .map((file) => `${file.name} (${megabytes(file.size)})`)
      .join(", ");
  });

  const addPhrase = (textarea, phrase) => {
    textarea.value = textarea.value ? `${textarea.value}\n${phrase}` : phrase;
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
    textarea.focus();
  };

  const offerPhrases = (root) => {
    root.querySelectorAll("[data-phrases-for]").forEach((group) => {
      group.hidden = false;
    });
  };
  document.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-phrases-for] > button");
    if (!phrase) return;
    const textarea = document.getElementById(phrase.parentElement.dataset.phrasesFor);
    addPhrase(textarea, phrase.textContent.trim());
  });

  // Ten presses in one, for whoever has read the list.
  document.querySelectorAll("[data-check-all]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const form = document.getElementById(button.dataset.checkAll);
      form.querySelectorAll('input[type="checkbox"]').forEach((box) => {
        if (box.checked) return;
        box.checked = true;
        box.dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
  });

  offerPhrases(document);
  document.addEventListener("htmx:load", (event) => offerPhrases(event.detail.elt));
  document.querySelector("[data-error-summary]")?.focus();
})();
