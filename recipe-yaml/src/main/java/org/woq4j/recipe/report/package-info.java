/** Reports in JSON. */
package org.woq4j.recipe.report;
