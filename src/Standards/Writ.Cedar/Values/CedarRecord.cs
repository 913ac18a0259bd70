using System.Collections;
using Writ.Cedar.Stacks;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Values;

/// <summary>An immutable record. Names are kept in ordinal order, so equality and output do not depend on how it was built.</summary>
public sealed class CedarRecord : IReadOnlyCollection<KeyValuePair<string, CedarValue>>, IEquatable<CedarRecord>
{
    private const int LinearLimit = 12;

    private readonly string[] _names;
    private readonly CedarValue[] _values;
    private readonly int _hash;

    private CedarRecord(string[] names, CedarValue[] values)
    {
        _names = names;
        _values = values;
        var sum = 0UL;
        for (var i = 0; i < names.Length; i++)
        {
            sum += ValueHash.OfField(names[i], values[i].GetHashCode());
            Depth = Math.Max(Depth, values[i].Depth);
            IsText &= Names.IsText(names[i]) && values[i].IsText;
        }

        Depth++;
        _hash = ValueHash.OfRecord(sum, names.Length);
    }

    /// <summary>The record without fields.</summary>
    public static CedarRecord Empty { get; } = new([], []);

    /// <summary>How many sets and records stand in one another, this one among them.</summary>
    internal int Depth { get; }

    /// <summary>Whether no string or name in it holds half a surrogate pair.</summary>
    internal bool IsText { get; } = true;

    /// <summary>The number of fields.</summary>
    public int Count => _names.Length;

    /// <summary>Makes a record.</summary>
    /// <param name="fields">The fields; every name once.</param>
    /// <exception cref="ArgumentException">A name stands twice, or a value is <c>default</c>.</exception>
    public static CedarRecord Of(params ReadOnlySpan<(string Name, CedarValue Value)> fields)
    {
        var builder = new Builder(fields.Length);
        foreach (var (name, value) in fields) builder.Add(name, value);
        return builder.Build();
    }

    /// <summary>Reads a field.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="value">The value.</param>
    public bool TryGet(string name, out CedarValue value)
    {
        var at = IndexOf(name);
        value = at < 0 ? default : _values[at];
        return at >= 0;
    }

    /// <summary>Whether there is a field of this name.</summary>
    /// <param name="name">The name of the field.</param>
    public bool Has(string name) => IndexOf(name) >= 0;

    /// <summary>Whether both have the same fields with equal values. Different ones are told apart by their hashes, however much stands in them.</summary>
    /// <param name="other">The other record.</param>
    public bool Equals(CedarRecord? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || other._hash != _hash || other.Depth != Depth || !_names.AsSpan().SequenceEqual(other._names)) return false;
        return AmpleStack.IsHere
            ? _values.AsSpan().SequenceEqual(other._values)
            : AmpleStack.Run((One: this, Other: other), static records => records.One._values.AsSpan().SequenceEqual(records.Other._values));
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CedarRecord);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, CedarValue>> GetEnumerator()
    {
        for (var i = 0; i < _names.Length; i++) yield return new(_names[i], _values[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Writes the record as Cedar text.</summary>
    public override string ToString() => !AmpleStack.IsHere ? AmpleStack.Run(this, static record => record.ToString()) : $"{{{string.Join(", ", this.Select(field => $"{ValueText.Key(field.Key)}: {field.Value}"))}}}";

    // A few names are compared faster in a row: most differ in length or at once.
    private int IndexOf(string name)
    {
        if (_names.Length > LinearLimit) return Array.BinarySearch(_names, name, StringComparer.Ordinal);
        for (var i = 0; i < _names.Length; i++)
            if (_names[i] == name) return i;
        return -1;
    }

    /// <summary>Collects fields for a record.</summary>
    /// <param name="capacity">How many fields are expected.</param>
    public sealed class Builder(int capacity = 4)
    {
        private readonly List<KeyValuePair<string, CedarValue>> _fields = new(capacity);

        /// <summary>Adds a field.</summary>
        /// <param name="name">The name of the field.</param>
        /// <param name="value">The value, not <c>default</c>.</param>
        public Builder Add(string name, CedarValue value)
        {
            ArgumentNullException.ThrowIfNull(name);
            if (value.Depth >= CedarValue.MaxDepth) throw new ArgumentException($"a value is at most {CedarValue.MaxDepth} levels deep", nameof(value));
            if (value.Kind == ValueKind.None) throw new ArgumentException(ErrorText.Of($"`{name}` has no value"), nameof(value));
            _fields.Add(new(name, value));
            return this;
        }

        /// <summary>Makes the record.</summary>
        /// <exception cref="ArgumentException">A name stands twice.</exception>
        public CedarRecord Build()
        {
            if (_fields.Count == 0) return Empty;
            var names = new string[_fields.Count];
            var values = new CedarValue[_fields.Count];
            for (var i = 0; i < names.Length; i++) (names[i], values[i]) = _fields[i];
            Array.Sort(names, values, StringComparer.Ordinal);
            for (var i = 1; i < names.Length; i++)
                if (names[i] == names[i - 1]) throw new ArgumentException(ErrorText.Of($"`{names[i]}` stands twice in a record"));
            return new CedarRecord(names, values);
        }
    }
}
