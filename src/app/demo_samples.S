/* The sample rule sets and their baskets as bytes, and a table of where each starts and ends, in the order that
   demo_samples.cpp knows. */
    .section .data.rel.ro, "aw"
    .balign 8
    .global guanxi_sample_texts
guanxi_sample_texts:

    .macro sample file
    .section .rodata
.Lstart\@:
    .incbin "../samples/pricing/\file"
.Lend\@:
    .section .data.rel.ro, "aw"
    .quad .Lstart\@, .Lend\@
    .endm

    sample department-store/rules.json
    sample department-store/birthday.json
    sample department-store/menswear.json
    sample department-store/wednesday-beauty.json
    sample department-store/diamond.json
    sample department-store/saturday-evening.json

    sample restaurant/rules.json
    sample restaurant/lunch.json
    sample restaurant/delivery.json
    sample restaurant/birthday.json
    sample restaurant/dinner.json
    sample restaurant/night.json

    sample apparel/rules.json
    sample apparel/black-tier.json
    sample apparel/opening.json
    sample apparel/tees.json
    sample apparel/two-pieces.json

    .section .note.GNU-stack, "", %progbits
