package birthmark.machine;

import birthmark.bytes.Bytes;
import birthmark.contract.Fact;
import java.util.List;
import java.util.Optional;

/**
 * What happened by itself because a record came due.
 *
 * @param contract the contract
 * @param table the record's table
 * @param key the record's ordered key
 * @param facts what became true
 * @param fault why nothing did but that the record is gone, if the contract failed
 */
public record Performed(
    int contract, int table, Bytes key, List<Fact> facts, Optional<String> fault) {}
