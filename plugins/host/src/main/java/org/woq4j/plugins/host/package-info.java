/** Plugins in jars: found and given class loaders by PF4J, checked, and their providers loaded. */
package org.woq4j.plugins.host;
