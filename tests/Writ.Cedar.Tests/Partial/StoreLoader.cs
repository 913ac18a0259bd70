using Writ.Cedar.Entities;
using Writ.Cedar.Partial;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Partial;

/// <summary>Loads from a store, and writes down what it was asked for.</summary>
internal sealed class StoreLoader(EntityStore store) : IEntityLoader
{
    public EntityStore Store { get; } = store;

    public List<EntityUid[]> Batches { get; } = [];

    public IEnumerable<string> Asked => Batches.SelectMany(batch => batch).Select(uid => uid.ToString()).Order(StringComparer.Ordinal);

    /// <summary>The result of a task that never waits.</summary>
    public static T Now<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();

    public ValueTask<IReadOnlyCollection<Entity>> LoadAsync(IReadOnlyCollection<EntityUid> uids, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Assert.NotEmpty(uids);
        Assert.DoesNotContain(uids, uid => Batches.Any(batch => batch.Contains(uid)));
        Batches.Add([.. uids]);
        var found = new List<Entity>();
        foreach (var uid in uids)
            if (Store.TryFind(uid, out var entity)) found.Add(entity);
        return ValueTask.FromResult<IReadOnlyCollection<Entity>>(found);
    }
}
