// A long draft is shown in portions. An address that names a passage of another portion leads there.
const open = () => {
  const key = decodeURIComponent(location.hash.slice(1));
  const address = new URL(location.href);
  if (!key || document.getElementById(key) || address.searchParams.get("at") === key) return;
  address.searchParams.delete("block"); // which would be in the portion
  address.searchParams.set("at", key);
  location.replace(address);
};
addEventListener("hashchange", open);
open();
