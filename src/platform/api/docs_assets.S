/* The files of the documentation page as bytes: start and end of each. */
    .section .rodata
    .balign 8

    .global guanxi_docs_index_start
    .global guanxi_docs_index_end
guanxi_docs_index_start:
    .incbin "platform/api/docs/index.html"
guanxi_docs_index_end:

    .global guanxi_docs_app_start
    .global guanxi_docs_app_end
guanxi_docs_app_start:
    .incbin "platform/api/docs/app.js"
guanxi_docs_app_end:

    .global guanxi_docs_style_start
    .global guanxi_docs_style_end
guanxi_docs_style_start:
    .incbin "platform/api/docs/style.css"
guanxi_docs_style_end:

    .section .note.GNU-stack, "", %progbits
