/** Unlike any other; crypto.randomUUID wants a secure connection, this does not. */
export const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
