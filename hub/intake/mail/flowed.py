"""format=flowed (RFC 3676): lines that a mailer broke for the screen become paragraphs again."""


def unflowed(text: str, *, delete_space: bool = False) -> str:
    """Joins each line that ends in a space with the next one of the same quote depth; "-- " stays a line."""
    paragraphs: list[str] = []
    depth_before, open_line = 0, False
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        body = line[depth:].removeprefix(" ")
        is_signature = body == "-- "
        if open_line and depth == depth_before and not is_signature:
            paragraphs[-1] += body
        else:
            paragraphs.append(">" * depth + " " + body if depth else body)
        open_line = body.endswith(" ") and not is_signature
        if open_line and delete_space:
            paragraphs[-1] = paragraphs[-1][:-1]
        depth_before = depth
    return "\n".join(paragraphs)
