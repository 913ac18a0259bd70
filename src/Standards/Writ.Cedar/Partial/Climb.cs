using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>The way up from one entity, as far as entities are loaded. It goes on when more are, and takes no step twice.</summary>
internal sealed class Climb(EntityUid start)
{
    private readonly HashSet<EntityUid> _above = [];

    // What was reached and is not settled yet.
    private List<EntityUid> _open = [start];

    // How many names were settled when it last went on: none of the open ones is settled before that number changes.
    private int _settled = -1;

    public IReadOnlySet<EntityUid> Above => _above;

    /// <summary>Whether everything above is known.</summary>
    public bool IsDone => _open.Count == 0;

    /// <summary>How many names it waits for.</summary>
    public int Open => _open.Count;

    /// <summary>Goes up as far as it can; returns the steps it took.</summary>
    public int GoOn(LoadedEntities entities)
    {
        if (IsDone || _settled == entities.Settled) return 0;
        _settled = entities.Settled;
        var steps = 0;
        var open = new List<EntityUid>();
        var rest = new Stack<EntityUid>(_open);
        while (rest.TryPop(out var next))
        {
            steps++;
            if (entities.Find(next) is { } entity)
            {
                foreach (var parent in entity.Parents)
                    if (_above.Add(parent)) rest.Push(parent);
            }
            else if (!entities.IsSettled(next))
            {
                open.Add(next);
            }
        }

        _open = open;
        return steps;
    }

    public void AddOpen(HashSet<EntityUid> unsettled) => unsettled.UnionWith(_open);
}
