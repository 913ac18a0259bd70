using Writ.Cedar.Entities;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>Where entities come from when only those needed are to be loaded: a database, a directory, a service.</summary>
public interface IEntityLoader
{
    /// <summary>
    /// Loads entities in one batch. An entity asked for and not among the answers is known not to exist. Answers not asked for
    /// are taken in too: a loader that adds the ancestors of what it loads saves the rounds in which they would be asked for.
    /// All answers of one decision must be of one state of the data, and keep to its schema.
    /// </summary>
    /// <param name="uids">The names, each once and none asked for before; never empty.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The entities found, with their direct parents.</returns>
    ValueTask<IReadOnlyCollection<Entity>> LoadAsync(IReadOnlyCollection<EntityUid> uids, CancellationToken cancellationToken);
}
