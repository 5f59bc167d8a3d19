/* The pak of console and till as bytes, and how many there are: none in a program built without them. */
    .section .rodata
    .balign 8

    .global guanxi_web_pak
guanxi_web_pak:
#ifdef GUANXI_WEB_PAK
    .incbin GUANXI_WEB_PAK
#endif
.Lend:

    .balign 8
    .global guanxi_web_pak_bytes
guanxi_web_pak_bytes:
    .quad .Lend - guanxi_web_pak

    .section .note.GNU-stack, "", %progbits
