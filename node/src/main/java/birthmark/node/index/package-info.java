/**
 * Facts in SQL, behind the commit: the lag is shown, and all of it can be made again from the log.
 */
@NullMarked
package birthmark.node.index;

import org.jspecify.annotations.NullMarked;
