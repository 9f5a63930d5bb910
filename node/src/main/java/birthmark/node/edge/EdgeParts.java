package birthmark.node.edge;

import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.node.index.Index;
import birthmark.node.query.Roles;
import birthmark.node.query.Snapshots;
import birthmark.node.submit.Submission;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What an edge is made of.
 *
 * @param rulebook the contracts
 * @param genesis what the ledger started from
 * @param snapshots opens the ledger as of its last block, and of earlier ones that are kept
 * @param submission takes statements
 * @param index facts; without it nobody can ask for them
 * @param signatures verifies who asks
 * @param roles finds out what whoever asks may do
 * @param receiptKey signs receipts
 * @param health whether the node can commit
 * @param metrics where figures are kept
 * @param clock the time of requests' signatures
 * @param annexes what else it answers
 */
public record EdgeParts(
    Rulebook rulebook,
    Genesis genesis,
    Snapshots snapshots,
    Submission submission,
    Optional<Index> index,
    Signatures signatures,
    Roles roles,
    SigningKey receiptKey,
    Health health,
    PrometheusMeterRegistry metrics,
    InstantSource clock,
    List<Annex> annexes) {}
