using System.Buffers;

namespace Writ.Cedar.Authorization;

/// <summary>What a request came to: of each policy that bears on it, its number and which of three things it did. In the order of the set.</summary>
internal ref struct Outcomes(Span<int> onStack)
{
    public const int Permit = 0;
    public const int Forbid = 1;
    public const int Unmet = 2;

    private Span<int> _outcomes = onStack;
    private int[]? _rented;
    private int _count;

    public readonly ReadOnlySpan<int> All => _outcomes[.._count];

    public static int PolicyOf(int outcome) => outcome >> 2;

    public static int KindOf(int outcome) => outcome & 3;

    public void Add(int policy, int kind)
    {
        if (_count == _outcomes.Length)
        {
            var larger = ArrayPool<int>.Shared.Rent(_count * 2);
            _outcomes.CopyTo(larger);
            Dispose();
            _outcomes = _rented = larger;
        }

        _outcomes[_count++] = (policy << 2) | kind;
    }

    /// <summary>Gives back what did not fit on the stack; nothing may be read afterwards.</summary>
    public void Dispose()
    {
        if (_rented is not null) ArrayPool<int>.Shared.Return(_rented);
        _rented = null;
    }
}
