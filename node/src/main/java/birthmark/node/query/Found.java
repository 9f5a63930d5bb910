package birthmark.node.query;

import birthmark.json.Json;

/**
 * A record, or what was derived, under its key.
 *
 * @param key its key
 * @param value its value
 */
public record Found(Json key, Json value) {}
