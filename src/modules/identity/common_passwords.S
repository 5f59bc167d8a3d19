/* The passwords most people choose, one a line: start and end. */
    .section .rodata
    .global guanxi_common_passwords_start
    .global guanxi_common_passwords_end
guanxi_common_passwords_start:
    .incbin "modules/identity/common_passwords.txt"
guanxi_common_passwords_end:

    .section .note.GNU-stack, "", %progbits
