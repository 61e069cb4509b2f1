// <form data-search="id">: shows of that element only what has all the words, in data-search-text; a data-search-group
// with nothing left goes, too.
for (const form of document.querySelectorAll("[data-search]")) {
  const list = document.getElementById(form.dataset.search);
  const input = form.querySelector("input");
  const count = form.querySelector("[data-search-count]");

  function search() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const item of list.querySelectorAll("[data-search-text]")) {
      const text = item.dataset.searchText.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
      found += !item.hidden;
    }
    for (const group of list.querySelectorAll("[data-search-group]")) {
      group.hidden = !group.querySelector("[data-search-text]:not([hidden])");
    }
    count.textContent = `${found} ${count.dataset.searchWord}`;
    history.replaceState(null, "", words.length ? `?q=${encodeURIComponent(input.value)}` : location.pathname);
  }

  input.addEventListener("input", search);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("[data-search-text]:not([hidden]) a")?.click();
  });
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  if (input.value) search();
}
