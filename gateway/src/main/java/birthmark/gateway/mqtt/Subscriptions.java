package birthmark.gateway.mqtt;

import birthmark.client.sdk.Notices;
import birthmark.contracts.admission.TopicUse;
import birthmark.contracts.admission.Usage;
import birthmark.contracts.things.ThingId;
import birthmark.gateway.admission.Admissions;
import birthmark.gateway.admission.Segment;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.subscription.TopicSubscription;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What things have subscribed to, which lasts as long as their sessions. What an operator takes
 * away ends there too; what follows from where a thing stands comes back with it, and stays.
 */
final class Subscriptions {
  private final Admissions admissions;
  private final Notices notices;

  Subscriptions(Admissions admissions, Notices notices) {
    this.admissions = admissions;
    this.notices = notices;
  }

  /** Ends those of {@code thing} that its model may not have any more, and tells which they are. */
  void cut(ThingId thing, Consumer<Set<String>> ended) {
    Optional<Usage> usage = admissions.usage(thing);
    if (usage.isEmpty()) {
      return;
    }
    CompletableFuture<Void> _ =
        Services.subscriptionStore()
            .getSubscriptions(thing.toString())
            .thenCompose(all -> cut(thing, gone(thing, usage, all), ended))
            .exceptionally(
                failure -> {
                  notices.say("What " + thing + " subscribed to could not be ended: " + failure);
                  return null;
                });
  }

  private static SortedSet<String> gone(
      ThingId thing, Optional<Usage> usage, Set<TopicSubscription> all) {
    SortedSet<String> gone = new TreeSet<>();
    for (TopicSubscription each : all) {
      String filter = each.getTopicFilter();
      if (!Topics.allows(thing, Segment.WHOLE, usage, TopicUse.Direction.SUBSCRIBE, filter)) {
        gone.add(filter);
      }
    }
    return gone;
  }

  private CompletableFuture<Void> cut(
      ThingId thing, SortedSet<String> gone, Consumer<Set<String>> ended) {
    if (gone.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    notices.say("Ended subscriptions of " + thing + " that it may not have any more: " + gone);
    return Services.subscriptionStore()
        .removeSubscriptions(thing.toString(), gone)
        .thenRun(() -> ended.accept(gone));
  }
}
