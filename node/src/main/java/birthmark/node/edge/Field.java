package birthmark.node.edge;

/**
 * A header field.
 *
 * @param name its name
 * @param value its value
 */
record Field(String name, String value) {}
