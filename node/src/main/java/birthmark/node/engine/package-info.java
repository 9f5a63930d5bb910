/**
 * One order for all statements: the ports an engine has, and the engine that is embedded in one
 * node.
 */
@NullMarked
package birthmark.node.engine;

import org.jspecify.annotations.NullMarked;
